const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

const project = join(__dirname, '..');
const manifest = require('../package.json');

describe('the published package', () => {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: project, encoding: 'utf8' }),
	);
	const paths = packed.files.map(({ path }) => path);

	test('holds dist, README, LICENSE and package.json, nothing else', () => {
		expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual([
			'LICENSE.md',
			'README.md',
			'package.json',
		]);
		expect(paths.filter((path) => /test|examples|\.ts$|tsbuildinfo/.test(path))).toEqual([]);
	});

	test('holds all that n8n loads', () => {
		const { nodes, credentials } = manifest.n8n;
		expect(paths).toEqual(
			expect.arrayContaining([
				...nodes,
				...credentials,
				'dist/nodes/Exotel/Exotel.node.json',
				'dist/nodes/Exotel/exotel.svg',
				'dist/nodes/Exotel/exotel.dark.svg',
			]),
		);
	});

	test('stays under 150 kB unpacked', () => {
		expect(packed.unpackedSize).toBeLessThan(150_000);
	});

	test('follows the rules of verified nodes', () => {
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.overrides).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(manifest.keywords).toContain('n8n-community-node-package');
		const lifecycle = /^(pre|post)?(install|prepare|publish|pack)$|^prepublishOnly$/;
		expect(Object.keys(manifest.scripts).filter((name) => lifecycle.test(name))).toEqual([]);
		for (const version of Object.values(manifest.devDependencies)) {
			expect(version).toMatch(/^\d+\.\d+\.\d+$/);
		}
	});
});
