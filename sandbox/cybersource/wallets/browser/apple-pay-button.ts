/** `<apple-pay-button>`: a button by its role, for shoppers who use no pointer. */
export function defineAppleButton(): void {
  if (customElements.get('apple-pay-button') === undefined) {
    customElements.define('apple-pay-button', AppleButton);
  }
}

class AppleButton extends HTMLElement {
  connectedCallback(): void {
    if (this.shadowRoot !== null) return;
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const button = document.createElement('button');
    button.type = 'button';
    button.lang = 'en';
    button.textContent = 'Apple Pay';
    button.style.cssText =
      'box-sizing:border-box;width:100%;min-height:48px;border:0;border-radius:8px;background:#000;color:#fff;font:500 1rem system-ui,sans-serif;cursor:pointer';
    this.style.display = 'block';
    root.append(button);
  }
}
