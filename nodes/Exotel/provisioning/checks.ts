import { whyInvisible } from '../sip/characters';
import { isIpv4, whyNotPublic } from '../sip/host';

/**
 * Says what is wrong with a value, in words that go on after "…can't be used:", or nothing if it may be
 * sent. Limits: exotel-api, "Endpoints".
 */
export type Check = (value: string) => string | undefined;

const rule =
	(pattern: RegExp, reason: string): Check =>
	(value) =>
		pattern.test(value) ? undefined : reason;

export const checkSid = rule(
	/^\w{1,200}$/,
	'a SID or ID contains only letters, digits and underscores, and no more than 200 of them',
);

export const checkTrunkName = rule(
	/^\w{1,16}$/,
	'a trunk name must have 1 to 16 letters, digits or underscores',
);

const checkE164 = rule(/^\+[1-9]\d{6,14}$/, '');

export const checkPhoneNumber: Check = (value) => {
	if (checkE164(value) === undefined) return undefined;
	const likely = e164Of(value);
	const example = likely === undefined ? 'such as +918040264208' : `here probably ${likely}`;
	return `write the phone number in E.164 format: +, country code and number, without spaces, ${example}`;
};

/** The E.164 form of a number that is written as people in India do; undefined if it is not clear. */
export function e164Of(written: string): string | undefined {
	const digits = written.replace(/[\s().-]/g, '');
	const national = /^0?(\d{10})$/.exec(digits)?.[1];
	const number = national === undefined ? digits.replace(/^(?:00|\+)?/, '+') : `+91${national}`;
	return checkE164(number) === undefined && (national !== undefined || /^(?:00|\+|91)/.test(digits))
		? number
		: undefined;
}

/** For an address, or for the network that begins with it if fewer than 32 bits count. */
export const checkIp =
	(mask: number): Check =>
	(value) =>
		isIpv4(value)
			? whyNotPublic(value, mask)
			: 'it is not an IPv4 address (four numbers from 0 to 255, separated by dots)';

const checkUserNameForm = rule(
	/^[^\s\p{Cc}]+$/u,
	'a user name must not contain spaces or control characters',
);

export const checkUserName: Check = (value) => checkUserNameForm(value) ?? whyInvisible(value);

export const checkPassword = rule(
	/^\w+$/,
	'Exotel accepts only letters, digits and underscores in a password',
);

export const checkFriendlyName = rule(
	/^\w{1,32}$/,
	'a friendly name must have 1 to 32 letters, digits or underscores',
);

export const checkDomainName = rule(
	/^[a-z\d-]+\.pstn\.exotel\.com$/i,
	'a domain name must end with .pstn.exotel.com',
);

export const checkUrl = rule(
	/^https?:\/\/[^\s/]+\S*$/i,
	'a URL begins with http:// or https:// and has no spaces',
);

/** For values of which Exotel documents no rule; empty ones are refused before any check. */
export const checkAnything: Check = () => undefined;
