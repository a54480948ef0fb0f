/** How settings are read: each answers what is set, or what holds without, and keeps what is wrong with it for later. */
export interface SettingReader {
  /** What is set, without spaces around; undefined where nothing is. */
  readonly get: (name: string) => string | undefined;
  readonly integer: (name: string, fallback: number, min: number, max: number) => number;
  readonly flag: (name: string, fallback: boolean) => boolean;
  /** Parts between signs, commas unless told, without empty ones. */
  readonly listed: (name: string, sign?: string) => string[];
  /** `value` as it is. A setting that is not set is a fault; one that is wrong is told of already. */
  readonly required: <T>(name: string, value: T | undefined, what: string) => T | undefined;
  /** In words for the person who sets them. Values are never quoted. */
  readonly faults: string[];
}

/** Reads settings out of an environment. */
export function createSettingReader(env: NodeJS.ProcessEnv): SettingReader {
  const faults: string[] = [];
  const get = (name: string): string | undefined => env[name]?.trim() || undefined;
  return {
    get,
    faults,
    integer(name, fallback, min, max) {
      const value = get(name);
      if (value === undefined) return fallback;
      if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
      faults.push(`${name} must be a whole number from ${min} to ${max}`);
      return fallback;
    },
    flag(name, fallback) {
      const value = get(name)?.toLowerCase();
      if (value === undefined) return fallback;
      if (['true', '1', 'yes', 'on'].includes(value)) return true;
      if (['false', '0', 'no', 'off'].includes(value)) return false;
      faults.push(`${name} must be true or false`);
      return fallback;
    },
    listed: (name, sign = ',') =>
      (get(name) ?? '')
        .split(sign)
        .map((part) => part.trim())
        .filter(Boolean),
    required(name, value, what) {
      if (value === undefined && get(name) === undefined) faults.push(`${name} is missing: ${what}`);
      return value;
    },
  };
}
