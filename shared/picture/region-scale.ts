/** Edge of the picture in the units of a withheld region: a region is given in ten-thousandths of the picture. */
export const regionScale = 10_000;
