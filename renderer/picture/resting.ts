import type { Decoder } from "./decoder.ts";

/** Row of the picture that rests on screen, once the decoder named the same one twice; null when it names none. */
export async function restingRow(decoder: Decoder): Promise<number | null> {
  let row = decoder.shown();
  for (let looks = 0; looks < 8; looks++) {
    // oxlint-disable-next-line no-await-in-loop -- the same picture must be there twice
    await repaint();
    const again = decoder.shown();
    if (again !== null && again === row) {
      break;
    }
    row = again;
  }
  return row;
}

function repaint(): Promise<void> {
  return new Promise((resolve) => {
    // Hidden pages are not painted; a timer keeps the wait finite.
    const timer = setTimeout(resolve, 120);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        clearTimeout(timer);
        resolve();
      }),
    );
  });
}
