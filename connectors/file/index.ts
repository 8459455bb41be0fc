import { CONTRACT_VERSION, type ConnectorModule } from '../../src/contract/index.ts';
import { fileConfigSchema, parseFileConfig } from './config.ts';
import { FileSource } from './source.ts';

/** Files of a folder: CSV, TSV, JSON, NDJSON, GeoJSON, XLSX, Parquet. */
export const file: ConnectorModule = {
  contractVersion: CONTRACT_VERSION,
  kind: 'file',
  title: { en: 'Files', zh: '文件' },
  configSchema: fileConfigSchema,
  open: (config, tools) => new FileSource(parseFileConfig(config), tools),
};
