//! The mapping language: parse, check, evaluate, explain. Pure.
