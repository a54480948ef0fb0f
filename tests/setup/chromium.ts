import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of the tests that want a real one; undefined where none is installed, and they are skipped. */
export const chromiumPath: string | undefined = places.find(existsSync);

/** Said in the last lines of a run: a skipped test proves nothing. */
export const withoutChromium =
  chromiumPath === undefined
    ? `The browser tests were SKIPPED: there is no Chromium (looked for ${places.join(', ')}). On Debian: apt-get install chromium`
    : undefined;

/** As root a browser has no sandbox; nothing of its own is looked up on the network. */
export const chromiumArguments = ['--no-sandbox', '--disable-background-networking', '--disable-sync'];
