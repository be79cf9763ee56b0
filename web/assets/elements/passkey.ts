// <k-passkey>: a form whose answer the browser's authenticator gives. It asks data-challenge for a challenge when the form
// is sent, has it signed, puts the result into the form's field "credential", and sends that.
type Challenge = { publicKey: Record<string, unknown> };
type Signed = PublicKeyCredential & { toJSON(): unknown };
type Parser = typeof PublicKeyCredential & {
  parseCreationOptionsFromJSON(json: unknown): PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON(json: unknown): PublicKeyCredentialRequestOptions;
};

class Passkey extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    const button = this.querySelector<HTMLButtonElement>("button[type=submit]");
    if (!form || !button || typeof PublicKeyCredential === "undefined") return;
    this.querySelector("[data-unless=ready]")?.remove();
    button.disabled = false;
    form.addEventListener("submit", (event) => {
      const field = form.elements.namedItem("credential") as HTMLInputElement;
      if (field.value !== "") return;
      event.preventDefault();
      button.disabled = true;
      this.sign(form)
        .then((signed) => {
          field.value = JSON.stringify(signed.toJSON());
          form.requestSubmit();
        })
        .catch(() => this.refuse())
        .finally(() => { button.disabled = false; });
    });
  }

  private async sign(form: HTMLFormElement): Promise<Signed> {
    const answer = await fetch(this.dataset.challenge ?? "", {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const { publicKey } = (await answer.json()) as Challenge;
    const parser = PublicKeyCredential as Parser;
    const credential = "user" in publicKey
      ? await navigator.credentials.create({ publicKey: parser.parseCreationOptionsFromJSON(publicKey) })
      : await navigator.credentials.get({ publicKey: parser.parseRequestOptionsFromJSON(publicKey) });
    if (!credential) throw new Error("none");
    return credential as Signed;
  }

  private refuse(): void {
    const place = this.querySelector<HTMLElement>("[data-said]");
    if (!place) return;
    place.textContent = this.dataset.refused ?? "";
    place.hidden = false;
  }
}

customElements.define("k-passkey", Passkey);

export {};
