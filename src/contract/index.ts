export * from './capabilities.ts';
export * from './connector.ts';
export * from './errors.ts';
export * from './marks.ts';
export * from './requests.ts';
export * from './values.ts';
