// <k-zone>: chooses the browser's time zone in a list, unless the form came back with another choice of the person's.
class Zone extends HTMLElement {
  connectedCallback(): void {
    const list = this.querySelector("select");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!list || !zone || document.querySelector("[aria-invalid]")) return;
    if (![...list.options].some((option) => option.value === zone)) {
      list.prepend(new Option(zone.replaceAll("_", " "), zone));
    }
    list.value = zone;
  }
}

customElements.define("k-zone", Zone);

export {};
