const { execFileSync } = require('node:child_process');
const { mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, relative } = require('node:path');

const project = join(__dirname, '..');
const manifest = require('../package.json');

/** The paths of all files below a folder, relative to `root`. */
function filesBelow(folder, root) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(root, join(parentPath, name)));
}

describe('the published package', () => {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: project, encoding: 'utf8' }),
	);
	const paths = packed.files.map(({ path }) => path);

	test('contains what is built from the source tree, README, LICENSE and package.json, nothing else', () => {
		const sources = ['nodes', 'credentials'].flatMap((folder) =>
			filesBelow(join(project, folder), project),
		);
		const built = sources
			.filter((path) => /\.(ts|svg|node\.json)$|__schema__.*\.json$/.test(path))
			.map((path) => `dist/${path.replace(/\.ts$/, '.js')}`);
		expect([...paths].sort()).toEqual([...built, 'LICENSE.md', 'README.md', 'package.json'].sort());
		expect(paths.filter((path) => /test|examples|\.ts$|tsbuildinfo/.test(path))).toEqual([]);
	});

	test('contains code as the compiler writes it, byte for byte', () => {
		const folder = mkdtempSync(join(tmpdir(), 'exotel-tsc-'));
		try {
			const tsc = require.resolve('typescript/bin/tsc');
			const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', folder];
			execFileSync(process.execPath, args, { cwd: project });
			const code = paths.filter((path) => path.endsWith('.js'));
			expect(code.sort()).toEqual(
				filesBelow(folder, folder)
					.map((path) => `dist/${path}`)
					.sort(),
			);
			// In Latin-1, each character is one byte.
			const read = (...path) => readFileSync(join(...path), 'latin1');
			for (const path of code) {
				expect([path, read(project, path)]).toEqual([path, read(folder, relative('dist', path))]);
			}
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	test('contains everything that n8n loads', () => {
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

	test('follows the rules for verified nodes', () => {
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
