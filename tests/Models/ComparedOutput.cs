namespace EdgeAgent.Tests.Models;

/// <summary>One output of a comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">TF.js' shape, with commas.</param>
/// <param name="Difference">Largest difference of two numbers; 1e30 where shapes differ or something is no number.</param>
internal sealed record ComparedOutput(string Name, string Shape, double Difference);
