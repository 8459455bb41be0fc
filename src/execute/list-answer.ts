import type { ListSelection } from '../model/index.ts';
import type { Page } from './page.ts';
import type { AnswerReport } from './report.ts';

/** What a connection field shows. */
export interface ListAnswer {
  readonly list: ListSelection;
  readonly page: Page;
  readonly totalCount: number | null;
  readonly report: AnswerReport;
}
