import { describeType, hasFields, isBlank, parsed, refused, type Parsed } from './parsed';

/**
 * Splits what a user or an AI agent hands over as "the destinations" into single ones, each of which
 * `parseDestination` then reads. Accepts an array; one object; an object with a `destinations` array;
 * text with one destination or several separated by commas or line breaks; or any of these as JSON
 * text, encoded once or twice.
 */
export function splitDestinations(input: unknown): Parsed<unknown[]> {
	if (Array.isArray(input)) return parsed(input);
	if (hasFields(input)) {
		return 'destinations' in input ? splitDestinations(input.destinations) : parsed([input]);
	}
	if (isBlank(input)) return parsed([]);
	if (typeof input !== 'string') {
		return refused(`it is ${describeType(input)}; expected an array or text`);
	}

	const text = input.trim();
	if (/^["[{]/.test(text)) {
		try {
			return splitDestinations(JSON.parse(text));
		} catch {
			// An IPv6 address in brackets is no JSON but deserves its own reason, from parseDestination.
			if (!/^\[[\da-f:.]+\]/i.test(text)) return refused('it is not valid JSON');
		}
	}
	return parsed(text.split(/[,\r\n]+/).filter((part) => part.trim() !== ''));
}
