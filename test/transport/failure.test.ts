import { adviseOn } from '../../nodes/Exotel/n8n/advice';
import { networkFailure } from '../../nodes/Exotel/transport/failure';
import { fateOf } from '../../nodes/Exotel/transport/retry';

/** An error as n8n's helper throws it: wrapped around the one that says what happened. */
const wrapped = (inner: object) =>
	Object.assign(new Error('outer'), { cause: Object.assign(new Error('inner'), inner) });

describe('a network error', () => {
	it.each([
		['ENOTFOUND', 'dns', 'undone'],
		['EAI_AGAIN', 'dns', 'undone'],
		['ECONNREFUSED', 'refused', 'undone'],
		['ETIMEDOUT', 'timeout', 'open'],
		['ECONNABORTED', 'timeout', 'open'],
		['ECONNRESET', 'dropped', 'open'],
		['EPIPE', 'dropped', 'open'],
		['ERR_CANCELED', 'cancelled', 'final'],
		['CERT_HAS_EXPIRED', 'tls', 'final'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'tls', 'final'],
		['EWHATEVER', 'unknown', 'open'],
	])('with code %s is %s, and its fate %s', (code, trouble, fate) => {
		for (const error of [Object.assign(new Error('x'), { code }), wrapped({ code })]) {
			const failure = networkFailure(error);
			expect(failure).toMatchObject({ trouble, description: code, status: null });
			expect(fateOf(failure)).toBe(fate);
		}
	});

	it.each(['SsrfBlockedIpError', 'SsrfBlockedHostnameError'])(
		'that is %s says whom to ask, and is not retried',
		(name) => {
			const failure = networkFailure(wrapped({ name }));
			expect(failure.message).toBe('n8n does not allow requests to the host of the Exotel API');
			expect(adviseOn(failure)).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
			expect(fateOf(failure)).toBe('final');
		},
	);

	it.each([undefined, null, 'text', { code: 7 }])('that is %j is unknown', (error) => {
		expect(networkFailure(error)).toMatchObject({ trouble: 'unknown', description: '' });
	});
});
