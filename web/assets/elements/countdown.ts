// <k-countdown>: a button that may be used in some seconds only. Its hint counts down; then the button is free.
class Countdown extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    const hint = this.querySelector("p");
    let left = Number(this.dataset.seconds ?? "0");
    if (!button || !hint || !(left > 0)) return;
    const words = hint.textContent ?? "";
    button.disabled = true;
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) {
        hint.textContent = words.replace(/\d[\d.,]*/, String(left));
        return;
      }
      clearInterval(timer);
      button.disabled = false;
      hint.remove();
    }, 1000);
  }
}

customElements.define("k-countdown", Countdown);

export {};
