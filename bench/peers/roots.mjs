import { camerasOf, controllersOf, groupsOf } from '../handmade/sources.mjs';

/** Root fields of the peers, on the sources of `handmade/`. */
export const roots = {
  accessControllers: async (_root, { filter }) => ({ nodes: await controllersOf(filter.divisionCode.eq) }),
  cameras: (_root, { filter, after }) => camerasOf({ division: filter.divisionCode.eq, state: filter.state.eq, after }),
  camerasAggregate: async (_root, { filter }) => ({ groups: await groupsOf(filter.installedOn.gte) }),
};
