/**
 * Refuses every connection and name look-up that leaves this machine, so that a test run can neither depend on a
 * stranger's server nor reach one by mistake. Loaded into the jest process, its workers and every Node process a
 * test starts. Sockets of the operating system (no host) and `localhost` names pass.
 */
'use strict';

const dns = require('node:dns');
const net = require('node:net');
const { syncBuiltinESMExports } = require('node:module');

const installed = Symbol.for('passo.test.loopback-only');

/** True for an address of this machine: 127.0.0.0/8, ::1 and the mapped form of the former. */
function isLoopback(address) {
  const plain = address.toLowerCase().replace(/^::ffff:/, '');
  return plain === '::1' || (net.isIPv4(plain) && plain.startsWith('127.'));
}

function isLocalName(name) {
  return name === 'localhost' || name.endsWith('.localhost');
}

function refusal(target) {
  const error = new Error(`A test tried to reach ${target}. Tests may reach loopback only: use a local fake instead.`);
  error.code = 'ERR_TEST_NETWORK';
  return error;
}

/** Wraps a look-up given to one connection: the name may be anything, the address it yields must be loopback. */
function guardedLookup(lookup) {
  return function lookupLoopback(name, options, callback) {
    return lookup(name, options, (error, answer, family) => {
      if (error) return callback(error, answer, family);
      const addresses = Array.isArray(answer) ? answer.map((entry) => entry.address) : [answer];
      const outside = addresses.find((address) => !isLoopback(String(address)));
      return outside === undefined ? callback(null, answer, family) : callback(refusal(`${name} at ${outside}`));
    });
  };
}

/** The first argument of `connect` as an options object; Node passes `[options, callback]` from its own callers. */
function connectOptions(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (first !== null && typeof first === 'object') return first;
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { path: first };
  return { port: first, host: typeof args[1] === 'string' ? args[1] : undefined };
}

function guardConnect() {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function connectLoopback(...args) {
    const options = connectOptions(args);
    const host = options.path ? undefined : options.host;
    if (host === undefined || host === null || host === '' || isLoopback(host) || isLocalName(host)) {
      return connect.apply(this, args);
    }
    if (net.isIP(host) === 0 && typeof options.lookup === 'function') {
      options.lookup = guardedLookup(options.lookup);
      return connect.apply(this, args);
    }
    process.nextTick(() => this.destroy(refusal(host)));
    return this;
  };
}

function guardNames() {
  const lookup = dns.lookup;
  dns.lookup = function lookupLocal(name, options, callback) {
    const done = typeof options === 'function' ? options : callback;
    if (name && net.isIP(name) === 0 && !isLocalName(name)) return process.nextTick(done, refusal(name));
    return lookup(name, options, callback);
  };
  const lookupPromise = dns.promises.lookup;
  dns.promises.lookup = async function lookupLocal(name, options) {
    if (name && net.isIP(name) === 0 && !isLocalName(name)) throw refusal(name);
    return lookupPromise(name, options);
  };
  for (const key of Object.keys(dns).filter((key) => key.startsWith('resolve'))) {
    dns[key] = (name, ...rest) => process.nextTick(rest.at(-1), refusal(name));
    if (dns.promises[key]) dns.promises[key] = async (name) => Promise.reject(refusal(name));
  }
}

if (!net[installed]) {
  Object.defineProperty(net, installed, { value: true });
  guardConnect();
  guardNames();
  syncBuiltinESMExports();
}
