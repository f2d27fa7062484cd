import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const forbiddenInMoneyCode = ['parseFloat', 'toFixed'].map((property) => ({
  property,
  message:
    'Money is moved digit by digit (server-extension/src/domain/money/money.ts), never through floating point.',
}));

/** `...(x !== undefined && { x })` is `...present({ x })`: one spelling for a field that may be missing. */
const optionalFields = {
  meta: { type: 'suggestion', messages: { present: 'Write ...present({ {{name}} }) (domain/present.ts).' } },
  create: (context) => ({
    'SpreadElement > LogicalExpression[operator="&&"][left.operator="!=="][left.right.type="Identifier"][left.right.name="undefined"] > ObjectExpression[properties.length=1] > Property'(
      property,
    ) {
      const { left } = property.parent.parent;
      const [value, guarded] = [property.value, left.left].map((node) => context.sourceCode.getText(node));
      if (value === guarded) context.report({ node: property, messageId: 'present', data: { name: value } });
    },
  }),
};

/** A schema of a module is made with its first use: to make them all takes longer than the rest of a start. */
const lazySchemas = {
  meta: {
    type: 'suggestion',
    messages: { lazy: 'Write lazy(() => {{call}}…) (domain/json/lazy.ts): it is made with its first use.' },
  },
  create: (context) => ({
    'CallExpression[callee.type="MemberExpression"][callee.object.name="z"]:not(:function CallExpression)'(
      node,
    ) {
      context.report({
        node,
        messageId: 'lazy',
        data: { call: `${context.sourceCode.getText(node.callee)}(` },
      });
    },
  }),
};

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/build/', '.run/', 'deploy/container/root/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.browser.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Handlers that OCC, Express or Knockout call are often async by contract only.
      '@typescript-eslint/require-await': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['server-extension/src/**'],
    plugins: { house: { rules: { 'optional-fields': optionalFields, 'lazy-schemas': lazySchemas } } },
    rules: {
      'house/optional-fields': 'error',
      'house/lazy-schemas': 'error',
      'no-restricted-properties': ['error', ...forbiddenInMoneyCode],
      'no-restricted-globals': ['error', 'parseFloat'],
    },
  },
  // Read with the start.
  { files: ['server-extension/src/config/**'], rules: { 'house/lazy-schemas': 'off' } },
  {
    files: ['server-extension/src/**'],
    ignores: ['server-extension/src/config/config.ts', 'server-extension/src/standalone.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Environment variables are read in config.ts, once.',
        },
      ],
    },
  },
  {
    files: ['**/test/**'],
    rules: {
      // chai's assertions are property reads.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['scripts/**', 'bench/**', 'sandbox/**', 'deploy/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setInterval: 'readonly',
        module: 'writable',
        require: 'readonly',
      },
    },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
);
