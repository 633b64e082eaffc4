/** Joins lines, leaving out what no reader would get through. */
export function summarize(lines: readonly string[], separator: string): string {
	const shown = lines.slice(0, 20);
	const more = lines.length - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
