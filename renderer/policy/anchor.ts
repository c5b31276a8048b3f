/** Where on the page of the pack an article stands. */
export function articleAnchor(article: string): string {
  return `article-${article}`;
}
