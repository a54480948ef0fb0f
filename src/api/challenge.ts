/** How one logs in, as every 401 has to say (RFC 9110, section 15.5.2; RFC 6750, section 3). */
export const CHALLENGE = 'Bearer realm="holdfast"';
