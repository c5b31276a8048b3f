/** Whether a text is a day of the calendar, `2026-11-25`. */
export function isDate(text: string): boolean {
  const moment = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return moment !== null && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}
