/**
 * Where the component library writes its styles: an element that is in no document.
 *
 * Even with static rules it writes the theme's variables into a `<style>`, through `innerHTML`. The
 * page's policy forbids inline styles and every use of `innerHTML` (Trusted Types), so style elements
 * take it as text here; in this element it never takes effect. `theme/library.css` has what is shown.
 */
export const nowhere: HTMLElement = document.createElement("div");

Object.defineProperty(HTMLStyleElement.prototype, "innerHTML", {
  configurable: true,
  get(this: HTMLStyleElement) {
    return this.textContent;
  },
  set(this: HTMLStyleElement, css: string) {
    this.textContent = css;
  },
});
