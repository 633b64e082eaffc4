/** Tests texts for a pattern, in which `*` stands for any characters. */
export function globOf(glob: string): (text: string) => boolean {
	const parts = glob.split('*');
	const [first = '', ...others] = parts;
	const last = others.pop();
	return (text) => {
		if (last === undefined) return text === first;
		if (!text.startsWith(first) || !text.endsWith(last)) return false;
		let rest = text.slice(first.length, text.length - last.length);
		if (text.length < first.length + last.length) return false;
		for (const part of others) {
			const at = rest.indexOf(part);
			if (at < 0) return false;
			rest = rest.slice(at + part.length);
		}
		return true;
	};
}

/** The names or patterns in a text: one a line, or separated by commas. */
export function namesIn(text: string): string[] {
	return text
		.split(/[\n,]/)
		.map((name) => name.trim())
		.filter((name) => name !== '');
}
