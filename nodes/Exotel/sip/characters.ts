/** The most that is shown of a value that somebody gave. */
const SHOWN = 120;

/** What can't be seen, or changes how the text around it is shown. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const INVISIBLE = /(?! )[\p{Cf}\p{Zs}\p{Default_Ignorable_Code_Point}]/u;
const NON_ASCII = /[^\u0000-\u007f]/gu; // eslint-disable-line no-control-regex -- all of ASCII is meant

/** Shows a text on one line, cut to a fixed length, with what can't be seen written as its code. */
export function showLine(text: string): string {
	const line = text.slice(0, SHOWN + 1).replace(UNSEEN, (one) => `[${codeOf(one)}]`);
	return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line;
}

/** The same in quotes, for a sentence. */
export function quote(text: string): string {
	return `"${showLine(text)}"`;
}

/** Says that a text has a character that nobody sees, if it has. */
export function whyInvisible(text: string): string | undefined {
	const found = INVISIBLE.exec(text)?.[0];
	if (found === undefined) return undefined;
	return `it has an invisible character in it (${codeOf(found)}); delete it, or type the text anew`;
}

/** Says that a text has a character that looks like another one, such as a full-width digit, if it has. */
export function whyLookalike(text: string): string | undefined {
	for (const found of text.slice(0, SHOWN).match(NON_ASCII) ?? []) {
		// U+3002 is the full stop of Chinese and Japanese, which is meant as a dot in a host name.
		const plain = found.normalize('NFKC').replace('\u3002', '.');
		const named = `${quote(found)} (${codeOf(found)})`;
		if (/^[\u0020-\u007e]+$/.test(plain)) return `it has ${named} where ${quote(plain)} belongs`;
		if (/\p{Nd}/u.test(found)) return `it has the digit ${named}; write digits as 0 to 9`;
	}
	return undefined;
}

function codeOf(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
