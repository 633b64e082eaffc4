import { isRecord } from '../../test/harness/records';
import { exoPhonesIn, type Exchange } from './api';
import { PREFIX } from './ground';
import { NUMBER } from './probes/model';

const MASK = '…';
/** Fields that never leave the machine of whoever runs the check. */
const SECRET = /passw|token|key|secret|url|^sid$|friendly_name/i;
/** Rows of a list that are shown; the questions are about their form. */
const ROWS_SHOWN = 2;
/** The longest text, and the deepest structure, that is shown whole. */
const LONGEST = 300;
const DEEPEST = 8;

/** What must not appear in a report. */
export interface Private {
	readonly accountSid: string;
	/** API key and token, in case that an answer repeats them. */
	readonly secrets: readonly string[];
	/** SIDs of the check's own trunks; what is said of others is left out. */
	readonly sids: readonly string[];
}

/** Takes out of a report what is nobody else's business. */
export class Masker {
	private readonly secrets: readonly string[];

	/** @param exchanges everything that will be shown, and so may hold numbers of the account */
	constructor(
		private readonly hidden: Private,
		exchanges: readonly Exchange[],
	) {
		const basic = Buffer.from(hidden.secrets.join(':')).toString('base64');
		const numbers = exchanges
			.flatMap(exoPhonesIn)
			.flatMap(({ sid, phone_number, friendly_name }) => [sid, phone_number, friendly_name])
			.filter((one) => typeof one === 'string')
			.flatMap((one) => [one, one.slice(-10)]);
		const passwords = exchanges.map(({ body }) => String(Object(body).password ?? ''));
		this.secrets = [...hidden.secrets, basic, ...numbers, ...passwords]
			.filter((one) => one.length > 3)
			.sort((one, other) => other.length - one.length);
	}

	/** A text without secrets, numbers and the account. */
	text(text: string): string {
		const account = new RegExp(literal(this.hidden.accountSid), 'gi');
		return this.secrets
			.reduce((shown, secret) => shown.replaceAll(secret, MASK), text)
			.replace(account, '{account_sid}')
			.replace(/Basic [\w+/=]+/g, `Basic ${MASK}`)
			.replace(/(IncomingPhoneNumbers\/|incoming-phone-numbers\/)[^&?\s"]+/g, `$1${MASK}`)
			.replace(/(?<!\w)(\+?\d{2})\d{7,}(?!\w)/g, (number, start: string) =>
				NUMBER.endsWith(number.replace('+', '')) ? number : `${start}${MASK}`,
			);
	}

	/** A value as JSON, cut to what its form shows. */
	json(value: unknown): string {
		return this.text(JSON.stringify(this.shown(value)) ?? '');
	}

	private shown(value: unknown, name = '', depth = 0): unknown {
		if (depth > DEEPEST) return MASK;
		if (SECRET.test(name) && value !== null) return MASK;
		if (typeof value === 'string' && value.length > LONGEST) {
			return `${value.slice(0, LONGEST)}${MASK}`;
		}
		if (Array.isArray(value)) {
			const rows = value.slice(0, ROWS_SHOWN).map((one) => this.shown(one, name, depth + 1));
			const more = value.length - rows.length;
			return more > 0 ? [...rows, `and ${more} more`] : rows;
		}
		if (!isRecord(value)) return value;
		if (this.isOfOthers(value)) return `${MASK} (another trunk)`;
		return Object.fromEntries(
			Object.entries(value).map(([key, one]) => [key, this.shown(one, key, depth + 1)]),
		);
	}

	/** Whether this is, or is on, a trunk that the check has not made. What was asked for has no SID yet. */
	private isOfOthers({ trunk_sid: sid, trunk_name: name }: Record<string, unknown>): boolean {
		if (sid !== undefined) return !this.hidden.sids.includes(String(sid));
		return name !== undefined && !String(name).startsWith(PREFIX);
	}
}

/** A pattern that matches just this text. */
function literal(text: string): string {
	return text.replace(/[^\w\s]/g, '\\$&');
}
