import { type Method, method } from './method.js';

/** Gives an address for one connection of Socket Mode; only the app-level token may ask. */
const open = method({}, (_args, { sockets }) => ({ url: sockets.newAddress() }));

export const connectionMethods: Readonly<Record<string, Method>> = { 'apps.connections.open': open };
