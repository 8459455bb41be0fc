import { file } from '../connectors/file/index.ts';
import { graphql } from '../connectors/graphql/index.ts';
import { memory } from '../connectors/memory/index.ts';
import { rest } from '../connectors/rest/index.ts';
import { sql } from '../connectors/sql/index.ts';
import type { ConnectorModule } from './contract/index.ts';

/** The connectors that come with Civigraph: the one list. */
export const connectors: readonly ConnectorModule[] = [memory, file, sql, rest, graphql];
