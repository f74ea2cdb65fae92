namespace EdgeAgent.Inference.Video.Tracking;

/// <summary>
/// Pairs rows with columns so that the sum of costs is least (the Hungarian method with potentials, after Kuhn 1955 and Munkres 1957; time grows with rows² x columns). Its memory is its own
/// and of fixed size. Not thread-safe.
/// </summary>
/// <param name="most">Most rows, and most columns.</param>
internal sealed class Assignment(int most)
{
    private readonly double[] _ofRow = new double[most + 1];
    private readonly double[] _ofColumn = new double[most + 1];
    private readonly double[] _least = new double[most + 1];
    private readonly int[] _rowOf = new int[most + 1];
    private readonly int[] _way = new int[most + 1];
    private readonly bool[] _used = new bool[most + 1];

    /// <summary>Pairs them.</summary>
    /// <param name="cost">Costs, row after row; every one finite.</param>
    /// <param name="rows">Rows, at most <paramref name="columns"/>.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="columnOf">Takes the column of each row.</param>
    public void Solve(ReadOnlySpan<float> cost, int rows, int columns, Span<int> columnOf)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, most);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, columns);
        Array.Clear(_ofRow);
        Array.Clear(_ofColumn);
        Array.Clear(_rowOf);
        for (var row = 1; row <= rows; row++)
        {
            Place(cost, row, columns);
        }

        for (var column = 1; column <= columns; column++)
        {
            if (_rowOf[column] > 0)
            {
                columnOf[_rowOf[column] - 1] = column - 1;
            }
        }
    }

    // Rows and columns count from 1 here: column 0 stands for the row that is being placed.
    private void Place(ReadOnlySpan<float> cost, int row, int columns)
    {
        Array.Fill(_least, double.PositiveInfinity, 0, columns + 1);
        Array.Clear(_used, 0, columns + 1);
        _rowOf[0] = row;
        var column = 0;
        while (_rowOf[column] != 0)
        {
            column = Grow(cost, column, columns);
        }

        while (column != 0)
        {
            _rowOf[column] = _rowOf[_way[column]];
            column = _way[column];
        }
    }

    private int Grow(ReadOnlySpan<float> cost, int column, int columns)
    {
        _used[column] = true;
        var (row, delta, next) = (_rowOf[column], double.PositiveInfinity, 0);
        for (var j = 1; j <= columns; j++)
        {
            if (_used[j])
            {
                continue;
            }

            var reduced = cost[((row - 1) * columns) + j - 1] - _ofRow[row] - _ofColumn[j];
            if (reduced < _least[j])
            {
                (_least[j], _way[j]) = (reduced, column);
            }

            if (_least[j] < delta)
            {
                (delta, next) = (_least[j], j);
            }
        }

        for (var j = 0; j <= columns; j++)
        {
            if (_used[j])
            {
                _ofRow[_rowOf[j]] += delta;
                _ofColumn[j] -= delta;
            }
            else
            {
                _least[j] -= delta;
            }
        }

        return next;
    }
}
