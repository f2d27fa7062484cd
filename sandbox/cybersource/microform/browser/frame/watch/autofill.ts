/**
 * Lets the browser fill in a stored card as a whole. It puts name and expiry into invisible inputs; the
 * page, which has inputs of its own for them, gets the values.
 */
const COMPANIONS = [
  ['name', 'cc-name'],
  ['expirationMonth', 'cc-exp-month'],
  ['expirationYear', 'cc-exp-year'],
] as const;

// The browser fills the inputs one after the other.
const SETTLE_MS = 5;

/** Adds the unseen inputs to a form and reports what the browser put into them. */
export function watchAutofill(form: HTMLFormElement, report: (filled: Record<string, string>) => void): void {
  const companions = COMPANIONS.map(([name, autocomplete]) => createCompanion(name, autocomplete));
  let scheduled = false;

  function collect(): void {
    scheduled = false;
    const filled: Record<string, string> = {};
    for (const input of companions) {
      if (input.value !== '') filled[input.name] = input.value;
      input.value = '';
    }
    if (Object.keys(filled).length > 0) report(filled);
  }

  for (const input of companions) {
    input.addEventListener('change', () => {
      if (scheduled) return;
      scheduled = true;
      setTimeout(collect, SETTLE_MS);
    });
    form.appendChild(input);
  }
}

function createCompanion(name: string, autocomplete: string): HTMLInputElement {
  const input = document.createElement('input');
  input.className = 'autofill';
  input.name = name;
  input.type = 'text';
  input.tabIndex = -1;
  input.setAttribute('autocomplete', autocomplete);
  input.setAttribute('aria-hidden', 'true');
  return input;
}
