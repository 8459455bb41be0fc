export { ConfigError, type ConfigIssue } from './config/config-error.ts';
export type { ConfigFile } from './config/config-file.ts';
export { describeConfig } from './config/describe-config.ts';
export { type Config, type ConfigSources, loadConfig, type Origin, type SettingValue } from './config/load-config.ts';
export { isLoopback, requireAccess } from './config/loopback.ts';
export { nearestHint } from './config/nearest.ts';
export { type SectionName, type ServerSettings, type Settings, sectionNames } from './config/schema.ts';
