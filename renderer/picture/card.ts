import { pageWords } from "./words.ts";

/** The few words that stand in the place of the picture while it is covered. */
export interface Card {
  say(words: string): void;
  /** Says that this camera has no picture now, in the language of the page, until it has one again. */
  sayAbsent(): void;
  isAbsent(): boolean;
  /** Takes away what `say` said. */
  clear(): void;
  comeBack(): void;
  /** Writes the words anew in the language of the page. */
  relabel(): void;
}

export function createCard(mask: HTMLElement): Card {
  let isAbsent = false;
  const write = (words: string): void => {
    const line = document.createElement("p");
    line.textContent = words;
    mask.replaceChildren(line);
  };
  const relabel = (): void => {
    if (isAbsent) {
      write(pageWords(document.documentElement.lang).absent);
    }
  };
  return {
    say: write,
    sayAbsent() {
      isAbsent = true;
      relabel();
    },
    isAbsent: () => isAbsent,
    clear() {
      if (!isAbsent) {
        mask.replaceChildren();
      }
    },
    comeBack() {
      if (isAbsent) {
        isAbsent = false;
        mask.replaceChildren();
      }
    },
    relabel,
  };
}
