/** Zone in which an authority's law runs when its policy pack has not arrived yet: China Standard Time. */
export const usualTimeZone = "Asia/Shanghai";
