/** Where a number could stand that is too large: after one of these, with that many digits. */
const MAY_HOLD_LARGE_NUMBER = /[[:,]\s*-?\d{16}/;

/** A text or a number of JSON. In valid JSON each text ends, so that this takes time in proportion to it. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Reads JSON without loss of digits: a whole number that JavaScript can't hold exactly, such as an id
 * beyond 2^53, becomes the text of its digits.
 *
 * @returns undefined if it is not JSON
 */
export function parseJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return MAY_HOLD_LARGE_NUMBER.test(text) ? JSON.parse(withLargeNumbersAsText(text)) : value;
	} catch {
		return undefined;
	}
}

function withLargeNumbersAsText(json: string): string {
	return json.replace(TEXT_OR_NUMBER, (part) =>
		/^-?\d+$/.test(part) && !Number.isSafeInteger(Number(part)) ? `"${part}"` : part,
	);
}
