using Xunit.Sdk;
using Xunit.v3;

// Dropout draws from the generator that libtorch has for the whole process: a test beside another would take its numbers away.
[assembly: Parallelization(Mode = ParallelMode.None)]
