import { BASE_URL_EXPRESSION, resolveBaseUrl } from '../../nodes/Exotel/n8n/baseUrl';
import { credentialTestUrl, testCredential } from '../harness/engine/engine';
import { ACCOUNT } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

it.each([
	['mumbai', 'https://api.in.exotel.com'],
	['singapore', 'https://api.exotel.com'],
])('region %s uses %s', (region, url) => {
	expect(resolveBaseUrl({ region, baseUrl: 'http://ignored.example' })).toEqual({
		ok: true,
		value: url,
	});
});

it.each([
	['http://proxy.example.com', /must start with https:\/\//],
	['http://localhost.example.com', /must start with https:\/\//],
	['http://127.0.0.1.example.com', /must start with https:\/\//],
	['ftp://127.0.0.1', /must start with https:\/\//],
	['proxy.example.com', /whole URL/],
	['', /whole URL/],
	[undefined, /whole URL/],
	['https://user:pass@proxy.example.com', /not contain a user, password/],
	['https://proxy.example.com?x=1', /not contain a user, password, query/],
	['https://proxy.example.com#x', /fragment/],
	['https://proxy.example.com/a%20b', /at most a port and a path/],
])('says what is wrong with the custom Base URL %j', (baseUrl, reason) => {
	expect(resolveBaseUrl({ region: 'custom', baseUrl })).toEqual({
		ok: false,
		reason: expect.stringMatching(reason),
	});
});

it('refuses a region it does not know', () => {
	expect(resolveBaseUrl({ region: 'mars' })).toEqual({
		ok: false,
		reason: 'Region "mars" is unknown.',
	});
});

describe('the node and the test of the credential agree on', () => {
	/** Where the node would send a request, and where the test would; undefined if it would send nothing. */
	async function hostsOf(region: unknown, baseUrl: unknown) {
		const credential = { ...ACCOUNT, region, baseUrl };
		const resolved = resolveBaseUrl(credential);
		const tested = await credentialTestUrl(
			credential as Record<string, string>, // also what no form would save
		);
		const protocol = URL.canParse(tested) ? new URL(tested).protocol : '';
		const isSent = protocol === 'https:' || protocol === 'http:';
		return {
			node: resolved.ok ? new URL(resolved.value).host : undefined,
			test: isSent ? new URL(tested).host : undefined,
			tested,
		};
	}

	it.each([
		['https://proxy.example.com', 'proxy.example.com'],
		[' https://proxy.example.com/exotel// ', 'proxy.example.com'],
		['\t\nhttps://proxy.example.com\r\n', 'proxy.example.com'],
		['HTTPS://PROXY.Example.COM', 'proxy.example.com'],
		['https://proxy', 'proxy'],
		['https://my_proxy-1.example.com:8443/a/b_c/d.e~f', 'my_proxy-1.example.com:8443'],
		['https://10.0.0.1:65535', '10.0.0.1:65535'],
		['https://localhost.evil.example', 'localhost.evil.example'],
		['https://127.0.0.1.evil.example', '127.0.0.1.evil.example'],
		['https://localhost', 'localhost'],
		['https://[::1]:8443', '[::1]:8443'],
		['http://localhost:3000', 'localhost:3000'],
		['HTTP://LOCALHOST', 'localhost'],
		['http://127.0.0.1:3000/', '127.0.0.1:3000'],
		['http://127.9.9.9', '127.9.9.9'],
		['http://[::1]:3000', '[::1]:3000'],
		['http://localhost//x', 'localhost'],
		['https://proxy.example.com/../..', 'proxy.example.com'],
	])('accepting %j, and on its host', async (baseUrl, host) => {
		const { node, test, tested } = await hostsOf('custom', baseUrl);
		expect({ node, test }).toEqual({ node: host, test: host });
		expect(tested).not.toMatch(/\/\/v2/);
	});

	it.each([
		'http://localhost:x@evil.example',
		'http://localhost@evil.example',
		'http://localhost:80@evil.example',
		'http://127.0.0.1:x@evil.example',
		'http://[::1]:x@evil.example',
		'https://user:pass@proxy.example.com',
		'https://user@proxy.example.com',
		'https://@proxy.example.com',
		'https://:@proxy.example.com',
		'http://user:pass@localhost',
		'http://localhost\\@evil.example',
		'http://localhost\\.evil.example',
		'https:\\\\evil.example',
		'http:\\\\localhost',
		'https://evil.example\\x',
		'http://local\thost',
		'http://local\nhost',
		'http://localhost\n.evil.example',
		'http://localhost\t@evil.example',
		'https://evil.example\n/x',
		'ht\ttps://evil.example',
		'http://localhost。evil.example',
		'http://127。0。0。1',
		'https://proxy．example．com',
		'http://ⓛocalhost',
		'http://loca\u00adlhost',
		'http://localhost\u200b',
		'http://lo\u0441alhost',
		'http://\u212aocalhost',
		'https://пример.example',
		'http:localhost',
		'http:/localhost',
		'https:evil.example',
		'https:/evil.example',
		'https:///evil.example',
		'//evil.example',
		'//localhost',
		'/evil',
		'evil.example',
		'localhost',
		'http://localhost.',
		'http://127.0.0.1.',
		'https://proxy.example.com.',
		'http://localhost.evil.example',
		'http://127.0.0.1.evil.example',
		'http://127.evil.example',
		'http://localhostevil.example',
		'http://evil.example/localhost',
		'http://evil.example#localhost',
		'http://evil.example?http://localhost',
		'http://[::1].evil.example',
		'http://[::ffff:127.0.0.1]',
		'http://[0:0:0:0:0:0:0:1]',
		'http://[::1%25eth0]',
		'http://[::]',
		'http://::1',
		'https://[fe80::1%25evil]',
		'https://[x]',
		'https://[]',
		'http://0x7f.1',
		'https://0x7f.1',
		'http://0x7f000001',
		'http://2130706433',
		'https://2130706433',
		'http://0177.0.0.1',
		'http://127.1',
		'http://127.0.0.256',
		'http://127.0.0.01',
		'http://0',
		'http://0.0.0.0',
		'https://1.2.3',
		'https://256.1.1.1',
		'http://127.0.0.1.5',
		'https://proxy.example.com?x=1',
		'https://proxy.example.com?',
		'https://proxy.example.com/?x',
		'https://proxy.example.com#x',
		'https://proxy.example.com#',
		'http://localhost?@evil.example',
		'http://localhost#@evil.example',
		'http://localhost/@evil.example',
		'http://localhost/x y',
		'http://local host',
		'http:// localhost',
		'http://localhost%00.evil.example',
		'http://localhost%2eevil.example',
		'http://%6cocalhost',
		'https://proxy.example.com/%2e%2e',
		'https://proxy.example.com/a;b',
		'http://localhost\u0000',
		'http://localhost:',
		'http://localhost:0',
		'http://localhost:65536',
		'http://localhost:99999',
		'http://localhost:080',
		'http://localhost:80:80',
		'http://localhost:8o',
		'http://localhost:-1',
		'https://proxy.example.com:',
		'ftp://localhost',
		'ws://localhost',
		'file:///etc/passwd',
		'javascript:alert(1)',
		'data:text/plain,x',
		'https://',
		'https://.',
		'https://.example.com',
		'https://a..b',
		'http://',
		'',
		'   ',
		'https-is-required:',
		'{{ "https://evil.example" }}',
		"'; 'https://evil.example",
		undefined,
		null,
		7,
		{},
	])('refusing %j', async (baseUrl) => {
		const { node, test } = await hostsOf('custom', baseUrl);
		expect({ node, test }).toEqual({ node: undefined, test: undefined });
	});

	it.each([undefined, null, '', 'mars', 'constructor', '__proto__', 'toString', 'Mumbai'])(
		'refusing the region %j, whatever Base URL says',
		async (region) => {
			const { node, test } = await hostsOf(region, 'https://evil.example');
			expect({ node, test }).toEqual({ node: undefined, test: undefined });
		},
	);

	it.each(['mumbai', 'singapore'])('region %s, whatever Base URL says', async (region) => {
		const { node, test } = await hostsOf(region, 'https://evil.example');
		expect(test).toBe(node);
		expect(node).toMatch(/^api\.(in\.)?exotel\.com$/);
	});
});

describe('the test of the credential', () => {
	const simulator = useSimulator();

	it.each([
		['a user', (url: string) => url.replace('//', '//user:pass@')],
		['a host behind the port', (url: string) => `${url}@127.0.0.1`],
		['a query', (url: string) => `${url}/?x=`],
		['a fragment', (url: string) => `${url}/#`],
	])('sends key and token to no Base URL with %s', async (_name, change) => {
		const seen: string[] = [];
		simulator.onRequest = ({ path }) => seen.push(path);
		const baseUrl = change(simulator.url);
		expect(await testCredential({ ...simulator.credential, baseUrl })).not.toBe('OK');
		expect(seen).toEqual([]);
	});

	it('has no end of an expression inside its own', () => {
		expect(BASE_URL_EXPRESSION.slice(4, -3)).not.toMatch(/\{\{|\}\}/);
	});
});

it.each([
	['slashes', `https://a${'/'.repeat(1_000_000)}?`],
	['dots', `https://${'a.'.repeat(500_000)}?`],
	['letters', `https://${'a'.repeat(1_000_000)}?`],
	['numbers', `http://127${'.1'.repeat(500_000)}?`],
	['segments', `https://a${'/a'.repeat(500_000)}?`],
	['spaces', `https://a${' '.repeat(1_000_000)}?`],
])('takes no long time for a Base URL of a million %s', (_name, baseUrl) => {
	const start = performance.now();
	expect(resolveBaseUrl({ region: 'custom', baseUrl }).ok).toBe(false);
	expect(performance.now() - start).toBeLessThan(2_000);
});
