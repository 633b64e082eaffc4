import { resolveBaseUrl } from '../../nodes/Exotel/n8n/baseUrl';

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
	['https://proxy.example.com', 'https://proxy.example.com'],
	[' https://proxy.example.com/exotel// ', 'https://proxy.example.com/exotel'],
	['http://localhost:3000', 'http://localhost:3000'],
	['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
	['http://127.9.9.9', 'http://127.9.9.9'],
	['http://[::1]:3000', 'http://[::1]:3000'],
])('accepts the custom Base URL %j', (baseUrl, url) => {
	expect(resolveBaseUrl({ region: 'custom', baseUrl })).toEqual({ ok: true, value: url });
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
])('refuses the custom Base URL %j', (baseUrl, reason) => {
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
