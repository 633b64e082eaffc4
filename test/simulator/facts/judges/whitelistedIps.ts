import { mandatory, ofAddress } from '../reasons';
import type { Endpoint } from '../rules';
import { changedRow, deletionFrom, isLikeAnother, listOf, newRow, type Judge } from './model';

/** The endpoints of whitelisted IPs. */
export const whitelistedIps = {
	'POST /trunks/{sid}/whitelisted-ips': {
		isOpen: (asked) =>
			isLikeAnother(asked, 'whitelisted-ips', 'ip') &&
			!asked.trunk?.rows['whitelisted-ips'].some(
				({ ip, mask }) => ip === asked.body.ip && mask === (asked.body.mask ?? 32),
			),
		reasons: (asked) => [
			...ofAddress(asked),
			...(isLikeAnother(asked, 'whitelisted-ips', 'ip') ? ['ip taken'] : []),
		],
		done: (asked) => {
			const { ip, mask = 32 } = asked.body;
			return ['created', newRow(asked, 'whitelisted-ips', { ip, mask, friendly_name: null })];
		},
	},
	'GET /trunks/{sid}/whitelisted-ips': listOf('whitelisted-ips'),
	'PUT /trunks/{sid}/whitelisted-ips/{id}': {
		isOpen: (asked) => isLikeAnother(asked, 'whitelisted-ips', 'ip'),
		reasons: (asked) => [...ofAddress(asked), ...mandatory(asked, 'mask')],
		done: (asked) => ['changed', changedRow(asked, 'whitelisted-ips', asked.body)],
	},
	'DELETE /trunks/{sid}/whitelisted-ips': deletionFrom('whitelisted-ips'),
} satisfies Partial<Record<Endpoint, Judge>>;
