/** What the pages do beside being read: the search, the menu of a small screen, and copying blocks of code. */
import { findEntries, type FoundEntry } from './find-entries.ts';

const root = document.currentScript?.dataset['root'] ?? '';

startSearch();
startMenu();
addCopyButtons();

/** The list of entries is loaded with the first key or the first look at the field: most readers never search. */
function startSearch(): void {
  const input = document.querySelector<HTMLInputElement>('#search');
  const found = document.querySelector<HTMLElement>('#found');
  if (input === null || found === null) return;
  let entries: readonly FoundEntry[] | undefined;
  const show = (): void => {
    if (entries !== undefined) showFound(found, findEntries(entries, input.value), input.value);
  };
  Object.assign(globalThis, {
    searchIndex(list: readonly FoundEntry[]) {
      entries = list;
      show();
    },
  });
  const load = (): void => {
    if (document.querySelector('script[data-index]') !== null) return;
    const script = document.createElement('script');
    script.src = `${root}search-index.js`;
    script.dataset['index'] = '';
    document.head.append(script);
  };
  input.disabled = false;
  input.addEventListener('focus', load);
  input.addEventListener('input', show);
  input.form?.addEventListener('submit', (event) => {
    event.preventDefault();
    found.querySelector<HTMLAnchorElement>('a')?.click();
  });
  input.form?.addEventListener('keydown', (event) => {
    moveAmong(event, input, found);
  });
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Node && input.form?.contains(event.target) === true)) found.hidden = true;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    input.focus();
  });
}

function showFound(place: HTMLElement, entries: readonly FoundEntry[], query: string): void {
  place.hidden = query.trim() === '';
  const list = document.createElement('ul');
  list.append(
    ...entries.map(({ t, p, a, x }) => {
      const link = Object.assign(document.createElement('a'), { href: root + a });
      const title = Object.assign(document.createElement('b'), { textContent: t });
      const where = Object.assign(document.createElement('span'), { textContent: p });
      const text = Object.assign(document.createElement('small'), { textContent: x });
      link.append(title, where, text);
      link.addEventListener('click', () => {
        place.hidden = true;
      });
      const item = document.createElement('li');
      item.append(link);
      return item;
    }),
  );
  const summary = document.createElement('p');
  summary.setAttribute('role', 'status');
  summary.textContent = entries.length === 0 ? `Nothing found for “${query}”.` : `${entries.length} found`;
  summary.className = entries.length === 0 ? '' : 'unseen';
  place.replaceChildren(summary, list);
}

function moveAmong(event: KeyboardEvent, input: HTMLInputElement, found: HTMLElement): void {
  if (event.key === 'Escape') {
    found.hidden = true;
    input.focus();
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const stops: HTMLElement[] = [input, ...found.querySelectorAll<HTMLElement>('a')];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  stops[(here + (event.key === 'ArrowDown' ? 1 : stops.length - 1)) % stops.length]?.focus();
}

/** Open beside the text where there is room; on a small screen a button. */
function startMenu(): void {
  const menu = document.querySelector<HTMLDetailsElement>('.navigation details');
  const wide = matchMedia('(min-width: 60rem)');
  const fit = (): void => {
    if (menu !== null) menu.open = wide.matches;
  };
  wide.addEventListener('change', fit);
  fit();
  menu?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
}

function addCopyButtons(): void {
  for (const block of document.querySelectorAll('pre')) {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'copy',
      textContent: 'Copy',
    });
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(block.textContent.replace(/\s+$/, '')).then(() => {
        button.textContent = 'Copied';
      });
    });
    const frame = document.createElement('div');
    frame.className = 'block';
    block.replaceWith(frame);
    frame.append(block, button);
  }
}
