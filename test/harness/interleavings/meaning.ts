const DEFAULT_PORTS: Readonly<Record<string, string>> = { tls: '5061', tcp: '5060' };

/**
 * What all spellings of one destination have in common: `<host>:<port>;<transport>`. This is deliberately
 * not the node's own code: a mistake there must show up in tests. A destination without a transport is one
 * over TLS, as in the node's input.
 */
export function meaningOf(written: string): string {
	const [address = '', ...parameters] = written.toLowerCase().replace(/\s/g, '').split(';');
	const named = parameters.find((one) => one.startsWith('transport='));
	const transport = named?.slice('transport='.length) ?? 'tls';
	const [host = '', port = DEFAULT_PORTS[transport] ?? ''] = address
		.replace(/^sips?:/, '')
		.split(':');
	return `${host.replace(/\.$/, '')}:${Number(port)};${transport}`;
}
