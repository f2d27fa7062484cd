/** How a wallet's sheet looks: from below on a phone, in the middle elsewhere; the same in light and dark pages. */
export const SHEET_STYLE = `
  dialog {
    box-sizing: border-box;
    width: 100%;
    max-width: 26rem;
    margin: auto auto 0;
    padding: 1.5rem;
    border: 0;
    border-radius: 1rem 1rem 0 0;
    background: #fff;
    color: #1d1d1f;
    color-scheme: light;
    font: 1rem/1.5 Inter, system-ui, sans-serif;
  }
  dialog::backdrop { background: rgb(0 0 0 / 50%); }
  h2 { margin: 0 0 1rem; font-size: 1.125rem; }
  .row { display: flex; align-items: center; justify-content: space-between; gap: 1rem; }
  .total { font-variant-numeric: tabular-nums; }
  fieldset { margin: 1rem 0; padding: 0; border: 0; }
  legend { padding: 0; font-weight: 600; }
  .line {
    display: grid;
    grid-template-columns: auto 1fr;
    column-gap: .75rem;
    align-items: center;
    min-height: 2.75rem;
    padding: .25rem 0;
    border-bottom: 1px solid #d9d9de;
    line-height: 1.35;
  }
  .line:last-child { border-bottom: 0; }
  .line input { grid-row: 1 / span 2; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: #1d1d1f; }
  .note { grid-column: 2; color: #5b5b62; font-size: .8125rem; }
  .status { min-height: 1.5rem; margin: 0 0 .5rem; color: #5b5b62; }
  button { min-height: 2.75rem; padding: 0 1.5rem; border-radius: 1.5rem; font: inherit; cursor: pointer; }
  .pay { border: 0; background: #1d1d1f; color: #fff; }
  .pay[aria-disabled='true'] { background: #5b5b62; cursor: progress; }
  .cancel { border: 1px solid #77777f; background: #fff; color: inherit; }
  :focus-visible { outline: 3px solid #1a5fd0; outline-offset: 2px; }
  @media (min-width: 40rem) { dialog { margin: auto; border-radius: 1rem; } }
`;
