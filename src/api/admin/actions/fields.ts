import { Html, html } from '../../../markup/html.ts';
import type { Form } from './form.ts';

interface FieldOptions {
  label: string | Html;
  hint?: string | Html;
  /** What stands in it before anybody typed. */
  value?: string;
  /** Of the input, each with a blank before it. */
  attributes?: Html;
}

/** A label, its input and what is wrong with it. */
export function inputField(form: Form, name: string, options: FieldOptions): Html {
  const { label, hint, value = '', attributes = html`` } = options;
  const typed = form.raw(name) || value;
  return html`<label class="field"><span>${label}</span>
<input name="${name}" value="${typed}"${invalid(form, name)}${attributes}>
${hint === undefined ? [] : html`<small>${hint}</small>`}${faultOf(form, name)}</label>`;
}

/** A label and a field of many lines, as inputField. */
export function textField(form: Form, name: string, options: Omit<FieldOptions, 'value'>): Html {
  const { label, hint, attributes = html`` } = options;
  return html`<label class="field"><span>${label}</span>
<textarea name="${name}"${invalid(form, name)}${attributes}>
${form.raw(name)}</textarea>
${hint === undefined ? [] : html`<small>${hint}</small>`}${faultOf(form, name)}</label>`;
}

export function selectField(
  form: Form,
  name: string,
  options: {
    label: string;
    choices: readonly (readonly [value: string, words: string])[];
    /** What is chosen before anybody chose. */
    value?: string;
  },
): Html {
  const chosen = form.raw(name) || options.value;
  const entries = options.choices.map(
    ([value, words]) =>
      html`<option value="${value}"${new Html(value === chosen ? ' selected' : '')}>${words}</option>`,
  );
  return html`<label class="field"><span>${options.label}</span>
<select name="${name}"${invalid(form, name)}>${entries}</select>${faultOf(form, name)}</label>`;
}

/** @param ticked before anybody touched it; a form that came back says itself */
export function checkboxField(name: string, label: string, ticked: boolean): Html {
  return html`<label class="check"><input type="checkbox" name="${name}" value="yes"${new Html(ticked ? ' checked' : '')}> ${label}</label>`;
}

export function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

export function faultOf(form: Form, name: string): Html | Html[] {
  const fault = form.faults.get(name);
  return fault === undefined ? [] : html`<small class="fault" id="${name}-fault">${fault}</small>`;
}

function invalid(form: Form, name: string): Html {
  return form.faults.has(name) ? html` aria-invalid="true" aria-describedby="${name}-fault"` : html``;
}
