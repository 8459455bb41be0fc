export { type CapOptions, capErrors } from './cap-errors.ts';
export { checkDocument } from './check-document.ts';
export { checkTypes } from './check-types.ts';
export { checkVariables } from './check-variables.ts';
export { type CostCheck, compileCost } from './cost.ts';
export { errorsPage } from './errors-page.ts';
export { keepLimit, limitExceeded } from './limit-error.ts';
export {
  defaultErrorLimits,
  defaultRequestLimits,
  type ErrorLimits,
  INTROSPECTION_ALLOWANCE,
  type RequestLimits,
  validationOptions,
} from './limits.ts';
export { type Fragments, fragmentsOf } from './measure-document.ts';
export { MASKED_MESSAGE, toPublicError } from './public-error.ts';
export { scanJson } from './scan-json.ts';
