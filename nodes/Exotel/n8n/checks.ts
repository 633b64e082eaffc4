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

export const checkPhoneNumber = rule(
	/^\+[1-9]\d{6,14}$/,
	'write the phone number in E.164 format: +, country code and number, without spaces, such as +918040264208',
);

/** For an address, or for the network that begins with it if fewer than 32 bits count. */
export const checkIp =
	(mask: number): Check =>
	(value) =>
		isIpv4(value)
			? whyNotPublic(value, mask)
			: 'it is not an IPv4 address (four numbers from 0 to 255, separated by dots)';

export const checkUserName = rule(
	/^[^\s\p{Cc}]+$/u,
	'a user name must not contain spaces or control characters',
);

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

/** For values of which Exotel documents no rule; empty ones are refused before any check. */
export const checkAnything: Check = () => undefined;
