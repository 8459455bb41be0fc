export { BigIntScalar } from './scalars/big-int.ts';
export { DateScalar } from './scalars/date.ts';
export { DateTimeScalar } from './scalars/date-time.ts';
export { DecimalScalar } from './scalars/decimal.ts';
export { DurationScalar } from './scalars/duration.ts';
export { GeometryScalar, MAX_INPUT_POSITIONS } from './scalars/geometry.ts';
export { JsonScalar, MAX_JSON_DEPTH } from './scalars/json.ts';
export { LocaleScalar } from './scalars/locale.ts';
export { TimeScalar } from './scalars/time.ts';
