const number = (value, places) =>
  value === undefined ? '–' : value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places });
const HEAD = [
  '| contender | requests/s | of handmade | × baseline | p50 ms | p99 ms | CPU ms/request | REST + SQL reads alone | under load | peak MiB |',
  '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
];

/** The results as Markdown: one table per case. */
export function table({ machine, results, cases, contenders }) {
  const { date, cpu, memory, node, mariadb, rounds } = machine;
  const intro = `Measured on ${date}: ${cpu}, ${memory}, Node ${node}, MariaDB ${mariadb}; medians of ${rounds} interleaved rounds.`;
  const sections = cases.map(({ name, title, plan, connections }) => {
    const rows = results.filter((result) => result.case === name).map((result) => row(result, contenders));
    const reads = `${plan.rest} REST, ${plan.sql} SQL`;
    return [
      `### ${title}`,
      '',
      `\`cases/${name.replace('-shared', '')}.graphql\`, ${connections} connections; a plan reads ${reads}.`,
      '',
      ...HEAD,
      ...rows,
    ].join('\n');
  });
  return [intro, ...sections].join('\n\n');
}

function row(result, contenders) {
  const title = contenders.find(({ name }) => name === result.contender)?.title ?? result.contender;
  const cells = [
    title,
    number(result.perSecond, result.perSecond < 100 ? 1 : 0),
    number(result.toHandmade, 2),
    number(result.toBaseline, 2),
    number(result.p50, 1),
    number(result.p99, 1),
    number(result.cpu, result.cpu < 1 ? 3 : 2),
    `${result.restReads} + ${result.sqlReads}`,
    `${number(result.restReadsUnderLoad, 1)} + ${number(result.sqlReadsUnderLoad, 1)}`,
    number(result.peak, 0),
  ];
  return `| ${cells.join(' | ')} |`;
}
