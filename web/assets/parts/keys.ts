// Single keys of pages (WCAG 2.1.4): off where something is typed, and off altogether for who does not want them.

/** Whether the member wants single keys: the server leaves the element out for who does not. */
export function areOn(): boolean {
  return document.querySelector("k-keys") !== null;
}

/** Whether a pressed key belongs to what is being typed, or to the browser. */
export function isTyped(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement;
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    at.isContentEditable ||
    at.matches("input:not([type=checkbox], [type=radio]), select, textarea")
  );
}
