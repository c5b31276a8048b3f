const headings = "main h1, main h2, h1, h2, h3";

function ancestorsOf(element: Element): Element[] {
  const parent = element.parentElement;
  return parent === null ? [] : [parent, ...ancestorsOf(parent)];
}

/** Puts the focus on a heading. Whoever works with the keyboard sees it there; for a hand on the mouse nothing moves. */
function rest(heading: Element | null): boolean {
  if (!(heading instanceof HTMLElement)) {
    return false;
  }
  if (!heading.hasAttribute("tabindex")) {
    heading.tabIndex = -1;
  }
  heading.focus({ preventScroll: true });
  if (heading.matches(":focus-visible")) {
    heading.scrollIntoView({ block: "nearest" });
  }
  return document.activeElement === heading;
}

/** After another place has been opened the focus is at its heading, unless it is somewhere already. */
export function startAtHeading(): void {
  if (document.activeElement === document.body) {
    rest(document.querySelector("main h1, main h2"));
  }
}

/**
 * Keeps the focus of whoever works without a mouse.
 *
 * What had it is gone with the step that it finished: the next Tab would begin at the top of the window, and a reader
 * would fall silent. The focus then rests on the heading of the nearest part that is still there. A button that is only
 * disabled while it works gets it back.
 */
export function watchFocus(): () => void {
  let last: HTMLElement | null = null;
  let around: readonly Element[] = [];
  const remember = ({ target }: FocusEvent): void => {
    if (target instanceof HTMLElement) {
      last = target;
      around = ancestorsOf(target);
    }
  };
  // Left by a click beside everything, it is not lost.
  const forget = ({ target, relatedTarget }: FocusEvent): void => {
    if (relatedTarget === null && target === last && last?.isConnected === true && !last.matches(":disabled")) {
      const left = last;
      queueMicrotask(() => {
        if (left.isConnected && left === last) {
          last = null;
        }
      });
    }
  };
  const keep = (): void => {
    if (last === null || document.activeElement !== document.body) {
      return;
    }
    if (last.isConnected) {
      if (!last.matches(":disabled")) {
        last.focus({ preventScroll: true });
      }
      return;
    }
    const layer = document.querySelector("dialog[open]");
    const part = around.find((one) => one.isConnected && one.querySelector(headings) !== null) ?? document.body;
    const within = layer !== null && !layer.contains(part) ? layer : part;
    rest(within.querySelector("main h1, main h2") ?? within.querySelector(headings));
  };
  let waiting = 0;
  // While the focus moves from one element to the next nothing has it; it is lost only when it has not arrived after that.
  const observer = new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(keep);
  });
  document.addEventListener("focusin", remember);
  document.addEventListener("focusout", forget);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  return () => {
    observer.disconnect();
    clearTimeout(waiting);
    document.removeEventListener("focusin", remember);
    document.removeEventListener("focusout", forget);
  };
}
