//! What an administrator defines at run time: the company, custom objects and fields, changes of built-in ones.

mod company;
