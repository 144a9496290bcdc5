//! Conditions: bound to an object, compiled to SQL, evaluated in memory.
