/** What the destination is; Exotel writes it `sip:<host>:<port>;transport=<tls|tcp>` when it is added. */
type Rewrite = (uri: string) => string;

/**
 * Other ways to write a destination. All but the last mean the same destination: 5061 is the default port
 * of TLS and 5060 that of TCP. Without a transport it may be another one (SIP over UDP).
 */
export const FORMS = {
	withoutDefaultPort: (uri) => uri.replace(/:5061(?=;transport=tls)|:5060(?=;transport=tcp)/, ''),
	trailingDot: (uri) => uri.replace(/^sip:[^:;]*[a-z](?=:)/i, '$&.'),
	lr: (uri) => `${uri};lr`,
	leadingZero: (uri) => uri.replace(/:(?=\d+;)/, ':0'),
	innerSpaces: (uri) => uri.replace(/(?<!^sip)[:;]/g, ' $& '),
	upperCase: (uri) => uri.toUpperCase(),
	upperCaseScheme: (uri) => uri.replace(/^sip:/, 'SIP:'),
	withoutScheme: (uri) => uri.replace(/^sip:/, ''),
	withoutTransport: (uri) => uri.replace(/;transport=\w+$/, ''),
} satisfies Record<string, Rewrite>;

export type Form = keyof typeof FORMS;

/** The forms that mean the same destination. */
export const SAME_FORMS = Object.keys(FORMS).filter(
	(form): form is Exclude<Form, 'withoutTransport'> => form !== 'withoutTransport',
);
